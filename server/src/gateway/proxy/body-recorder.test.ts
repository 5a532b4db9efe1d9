import assert from 'node:assert/strict'
import { onBothEngines } from '../../testing/stores.ts'
import { begun } from '../../testing/transactions.ts'
import { type Recorder, recorder } from '../../transactions/index.ts'
import { BodyRecorder, bodySizes } from './body-recorder.ts'

onBothEngines(
  'a chunk that cannot be recorded stops the body, or the rest of it passes unrecorded',
  async (database) => {
    const record = recorder(database)
    const { id } = begun()
    const chunk = Buffer.alloc(bodySizes.chunk + 1)
    // The store refuses to write the same chunk twice.
    await record.chunk({ id, part: 'request', n: 0, bytes: chunk })
    const options = { transactionId: id, store: true, recorder: record, seal: undefined }

    const refusing = new BodyRecorder('request', {
      ...options,
      onLost: () => {
        throw new Error('not recorded')
      },
    })
    await assert.rejects(async () => refusing.add(chunk), /not recorded/)

    const lost: unknown[] = []
    const lenient = new BodyRecorder('request', { ...options, onLost: (error) => lost.push(error) })
    await lenient.add(chunk)
    await lenient.add(chunk)
    await lenient.flush()
    assert.equal(lost.length, 1)
    assert.equal(lenient.size, 2 * chunk.length)
  },
)

onBothEngines('a body that ends while a chunk of it is being committed is recorded once', async (database) => {
  const record = recorder(database)
  const { id } = begun()
  const sizes: number[] = []
  const counting: Recorder = {
    ...record,
    chunk: (entry) => {
      sizes.push(entry.bytes.length)
      return record.chunk(entry)
    },
  }
  const body = new BodyRecorder('response', { transactionId: id, store: true, recorder: counting, seal: undefined })
  const added = body.add(Buffer.alloc(bodySizes.chunk + 10))
  await Promise.all([body.flush(), added])
  await body.flush()
  assert.deepEqual(sizes, [bodySizes.chunk, 10])
})
