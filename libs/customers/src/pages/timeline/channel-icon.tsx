import {
  IconBuilding,
  IconBuildingStore,
  IconClipboard,
  IconDeviceMobile,
  IconDeviceMobileMessage,
  IconFileText,
  IconHome,
  IconMail,
  IconMessage,
  IconMessageCircle,
  IconMessages,
  IconNote,
  IconPhone,
  IconPrinter,
  IconThumbUp,
  IconUsers,
  IconVideo,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';

const CHANNEL_ICONS: Readonly<Record<string, Icon>> = {
  phone: IconPhone,
  email: IconMail,
  'e-mail': IconMail,
  letter: IconFileText,
  post: IconFileText,
  mail: IconFileText,
  fax: IconPrinter,
  chat: IconMessages,
  sms: IconDeviceMobileMessage,
  social: IconThumbUp,
  web: IconWorld,
  store: IconBuildingStore,
  'on-site': IconHome,
  site: IconHome,
  meeting: IconUsers,
  'in-person': IconUsers,
  office: IconBuilding,
  video: IconVideo,
  app: IconDeviceMobile,
  messenger: IconMessageCircle,
  crm: IconNote,
  'back-office': IconClipboard,
  internal: IconNote,
  note: IconNote,
};

export function ChannelIcon({ channel, size = 18 }: { readonly channel: string; readonly size?: number }) {
  const Drawn = CHANNEL_ICONS[channel] ?? IconMessage;
  return <Drawn size={size} stroke={1.6} aria-hidden />;
}
