/** RC2 in CBC mode (RFC 2268), decryption only: Windows and old programs encrypt certificates with it, OpenSSL 3 left it out. */

const table = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)
const rotations = [1, 2, 3, 5]
const blockSize = 8

/** Throws when the padding is wrong. The effective length of the key is its length. */
export function decryptRc2(key: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  if (encrypted.length === 0 || encrypted.length % blockSize) throw new Error('RC2: not whole blocks')
  const words = expandKey(key)
  const plain = Buffer.alloc(encrypted.length)
  for (let at = 0; at < encrypted.length; at += blockSize) {
    decryptBlock(words, encrypted, plain, at)
    for (let i = 0; i < blockSize; i++)
      plain[at + i] = (plain[at + i] ?? 0) ^ ((at === 0 ? iv[i] : encrypted[at - blockSize + i]) ?? 0)
  }
  const padding = plain.at(-1) ?? 0
  const isPadded = padding > 0 && padding <= blockSize && plain.subarray(-padding).every((byte) => byte === padding)
  if (!isPadded) throw new Error('RC2: wrong padding')
  return plain.subarray(0, -padding)
}

function expandKey(key: Buffer): Uint16Array {
  const bytes = Buffer.alloc(128)
  key.copy(bytes)
  const read = (at: number) => bytes[at] ?? 0
  const pick = (index: number) => table[index & 0xff] ?? 0
  for (let i = key.length; i < 128; i++) bytes[i] = pick(read(i - 1) + read(i - key.length))
  const first = 128 - key.length
  bytes[first] = pick(read(first))
  for (let i = first - 1; i >= 0; i--) bytes[i] = pick(read(i + 1) ^ read(i + key.length))
  return Uint16Array.from({ length: 64 }, (_, i) => bytes.readUInt16LE(2 * i))
}

function decryptBlock(key: Uint16Array, from: Buffer, to: Buffer, at: number) {
  const r = Uint16Array.from({ length: 4 }, (_, i) => from.readUInt16LE(at + 2 * i))
  const word = (i: number) => r[i & 3] ?? 0
  let k = 63
  const mix = () => {
    for (let i = 3; i >= 0; i--) {
      const s = rotations[i] ?? 0
      const rotated = (word(i) >>> s) | (word(i) << (16 - s))
      r[i] = rotated - (key[k--] ?? 0) - (word(i - 1) & word(i - 2)) - (~word(i - 1) & word(i - 3))
    }
  }
  const mash = () => {
    for (let i = 3; i >= 0; i--) r[i] = word(i) - (key[word(i - 1) & 63] ?? 0)
  }
  for (const step of [5, 6, 5].flatMap((rounds) => [...Array.from({ length: rounds }, () => mix), mash]).slice(0, -1))
    step()
  for (let i = 0; i < 4; i++) to.writeUInt16LE(word(i), at + 2 * i)
}
