import { answering } from '../../platform/thread.ts'
import { type Received, readMessage } from './read-message.ts'

// Answers with the entry of each message.
answering((messages: Received[]) => messages.map(readMessage))
