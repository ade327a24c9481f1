import { underJit } from './project.js'

export default underJit('optim')
