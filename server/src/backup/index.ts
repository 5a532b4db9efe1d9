export { backUp, practise, restore } from './backup.ts'
export { backupRecord } from './backup-record.ts'
