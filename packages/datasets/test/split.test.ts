import { describe, expect, test } from 'vitest'
import { makeSplit, subset } from '../src/split.js'

const six = makeSplit(
  {
    area: 6,
    pixels: Uint8Array.from({ length: 36 }, (_, k) => k),
    labels: Uint8Array.of(5, 0, 4, 1, 9, 2),
  },
  2,
  3,
)

describe('a split', () => {
  test('gives each image and its label', () => {
    expect(six.image(2)).toEqual(Uint8Array.of(12, 13, 14, 15, 16, 17))
    expect(six.label(2)).toBe(4)
    expect(six.labels()).toEqual(Uint8Array.of(5, 0, 4, 1, 9, 2))
  })

  test('cannot be changed through what it gives out', () => {
    six.image(0).fill(99)
    six.labels().fill(99)
    expect(six.image(0)).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 5))
    expect(six.label(0)).toBe(5)
    expect(Object.isFrozen(six)).toBe(true)
  })

  test('shows no typed array on any named property', () => {
    expect(Object.values(six).some(ArrayBuffer.isView)).toBe(false)
  })

  test.each([-1, 6, 0.5, Number.NaN])('has no image and no label %d', index => {
    expect(() => six.image(index)).toThrow('is not one of the 6 images')
    expect(() => six.label(index)).toThrow('is not one of the 6 images')
  })

  test('says which index it does not have', () => {
    expect(() => six.image(6)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: image: index 6 is not one of the 6 images.
        Indices are whole numbers from 0 to 5.]
    `)
    expect(() => subset(six, 2, 2).label(0)).toThrowErrorMatchingInlineSnapshot(
      `[IndexError: label: index 0 is not one of the 0 images.]`,
    )
  })
})

describe('subset', () => {
  test('is a range of the split', () => {
    const some = subset(six, 1, 4)
    expect(some.size).toBe(3)
    expect([0, 1, 2].map(some.label)).toEqual([0, 4, 1])
    expect([0, 1, 2].map(some.image)).toEqual([1, 2, 3].map(six.image))
  })

  test('of a subset counts from the subset', () => {
    expect(subset(subset(six, 1, 5), 1, 3).labels()).toEqual(Uint8Array.of(4, 1))
  })

  test('from the start to the end is the split, and from anywhere to there is empty', () => {
    expect(subset(six, 0, six.size).labels()).toEqual(six.labels())
    expect(subset(six, 6, 6).size).toBe(0)
  })

  test.each([
    [-1, 2],
    [3, 2],
    [0, 1.5],
    [0, Number.NaN],
  ])('refuses the range %d to %d', (start, end) => {
    expect(() => subset(six, start, end)).toThrow('expected whole numbers')
  })

  test('says what is wrong with a range', () => {
    expect(() => subset(six, 3, 2)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: subset: got the range 3 to 2, expected whole numbers with 0 <= start <= end.
        subset(split, 0, 1000) gives the first thousand images.]
    `)
    expect(() => subset(six, 3, 7)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: subset: the range ends at 7, the split has 6 images.
        End at split.size to take all that are left.]
    `)
  })
})
