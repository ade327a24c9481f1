/** Numbers as the program writes them. */

/** `55,000`. */
export const count = (n: number): string => n.toLocaleString('en-US')

/** `97.65 %` of a share. */
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

/** `0:07`, `12:34`, `1:02:03`. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const pad = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
}

/** `1 epoch`, `5 epochs`. */
export const plural = (n: number, noun: string): string =>
  `${count(n)} ${noun}${n === 1 ? '' : 's'}`
