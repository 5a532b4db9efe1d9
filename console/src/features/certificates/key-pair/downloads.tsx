import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { download } from '../../../lib/download.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { toFileName } from '../files.ts'

type KeyMaterial = {
  name: string
  certificate: string
  chain?: string | undefined
  key?: string | undefined
  pkcs12?: string | undefined
}

type DownloadsProps = { made: KeyMaterial; close?: (() => void) | undefined; onKeyTaken?: () => void }

const withKey: readonly string[] = ['download.key', 'download.both', 'download.pkcs12']

/** Joins the key, its certificate and the issuing authority in one file that many programs read. */
const joinPem = ({ key, certificate, chain = '' }: KeyMaterial) =>
  key && [key, certificate, chain].map((pem) => pem.trim()).join('\n')

/** Offers the new key and certificates for download. The key exists nowhere else. */
export function Downloads({ made, close, onKeyTaken }: DownloadsProps) {
  const t = useMessages('keyPair')
  const name = toFileName(made.name)
  const files = [
    { word: 'download.key', file: `${name}.key.pem`, text: made.key },
    { word: 'download.cert', file: `${name}.cert.crt`, text: made.certificate },
    { word: 'download.both', file: `${name}.pem`, text: joinPem(made) },
    { word: 'download.chain', file: `${name}.chain.crt`, text: made.chain },
    { word: 'download.pkcs12', file: `${name}.p12`, text: made.pkcs12, encoding: 'base64' },
  ] as const
  const [taken, setTaken] = useState<readonly string[]>([])
  return (
    <Stack>
      {made.key !== undefined && (
        <Alert color="yellow" role="status">
          <Text fw={700}>{t('handed.title')}</Text>
          {t('handed')}
        </Alert>
      )}
      <Group>
        {files.map(
          ({ word, file, text, ...rest }) =>
            text !== undefined && (
              <Button
                key={word}
                variant="default"
                leftSection={<Icon name={taken.includes(word) ? 'tick' : 'download'} size={14} />}
                onClick={() => {
                  download(file, text, 'encoding' in rest ? rest.encoding : 'utf-8')
                  setTaken([...taken, word])
                  if (withKey.includes(word)) onKeyTaken?.()
                }}
              >
                {t(word)}
              </Button>
            ),
        )}
      </Group>
      {close && <PrimaryButton onClick={close}>{t('done')}</PrimaryButton>}
    </Stack>
  )
}
