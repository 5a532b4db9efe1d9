import { metadataModels } from '@mediary/contract/metadata'
import { useMessages } from '../../messages/use-messages.ts'

/** Returns a function that names a collection of a configuration. A newer server may have one that has no name here. */
export function useModelName() {
  const t = useMessages('metadata')
  return (model: string) => {
    const known = metadataModels.find((one) => one === model)
    return known ? t(`models.${known}`) : model
  }
}
