// Programs that fetch links to show or index them, by the names that they give themselves.
const AGENTS =
  /TelegramBot|WhatsApp|facebookexternalhit|Facebot|meta-externalagent|Twitterbot|Slackbot|Slack-ImgProxy|vkShare|Discordbot|LinkedInBot|Googlebot|Google-InspectionTool|bingbot|BingPreview|Yandex(Bot|Images|Mobile)|Applebot|SkypeUriPreview|MicrosoftPreview|Viber|Pinterestbot|redditbot|Embedly|Iframely|Mail\.RU_Bot|OdklBot|DuckDuckBot|PetalBot/i;

/**
 * True for a request that no person has made: `HEAD`, a link preview, a crawler, a prefetch. It gets a
 * page without side effects. An empty user agent counts as a person: scripts and privacy tools send
 * none, and a payment opened by mistake costs nothing, since the next click reuses it.
 */
export function isUnattended(request: Request): boolean {
  const { headers, method } = request;
  if (method === 'HEAD' || AGENTS.test(headers.get('user-agent') ?? '')) return true;
  const purpose = headers.get('sec-purpose') ?? headers.get('purpose') ?? headers.get('x-moz') ?? '';
  return /prefetch|prerender|preview/i.test(purpose);
}
