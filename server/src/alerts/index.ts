export { alertFollower } from './follower.ts'
