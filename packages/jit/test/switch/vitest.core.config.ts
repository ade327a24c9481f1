import { underJit } from './project.js'

export default underJit('core')
