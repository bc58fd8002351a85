/** A picture, voice or file inside a channel, by the channel's own reference. */
export interface Media {
  readonly type: 'photo' | 'voice' | 'audio' | 'video' | 'document' | 'sticker';
  readonly channel: string;
  readonly ref: string;
  readonly name?: string;
  readonly mime?: string;
  /** Bytes, where the channel says it. */
  readonly size?: number;
}
