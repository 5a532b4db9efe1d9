export { backUp, practise, restore } from './backup.ts'
