export { backUp, type Place, practise, restore } from './backup.ts'
