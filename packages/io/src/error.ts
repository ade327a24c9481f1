/** Everything that can be wrong with the bytes of a file, as data. */

/** Which rule of the format is broken. */
export type FormatProblem =
  /** The file ends before its header, or before the data that the header announces. */
  | 'Truncated'
  /** The header is not a JSON object in UTF-8. */
  | 'BadHeader'
  /** One name twice in one object: readers would disagree about which one counts. */
  | 'DuplicateName'
  /** A name that cannot be a key of a record. */
  | 'BadName'
  /** `__metadata__` is not a record of strings. */
  | 'BadMetadata'
  /** A tensor's entry without a usable dtype, shape or data_offsets. */
  | 'BadEntry'
  /** A dtype of the format that miniflow's tensors do not have. */
  | 'UnsupportedDType'
  /** A shape and dtype that need another number of bytes than the offsets give. */
  | 'WrongSize'
  /** Two tensors share bytes. */
  | 'Overlap'
  /** Bytes that belong to no tensor. */
  | 'Gap'
  /** A byte of a bool that is neither 0 nor 1. */
  | 'BadValue'

/** Why bytes are not a file of tensors; `tensor` names the one it is about, where there is one. */
export interface FormatError {
  readonly _tag: FormatProblem
  readonly message: string
  readonly tensor?: string
}

/** An error before it is known which public function reports it. */
export const problem = (_tag: FormatProblem, message: string, tensor?: string): FormatError =>
  tensor === undefined ? { _tag, message } : { _tag, message, tensor }

/** A name in a message, shortened where a file makes it long. */
export const quoted = (name: string): string =>
  JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name)
