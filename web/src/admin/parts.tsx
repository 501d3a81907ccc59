/** The parts that the admin pages are made of. */
export { Empty, Failed, Icon, Loading, Menu, type Choice, type MenuItem } from "../ui/parts";
export { Cancel, Confirm, Dialog, Drawer } from "./parts/boxes";
export { CopyBox, Secret, useCopy } from "./parts/copybox";
export {
  Field,
  NumberInput,
  PasswordInput,
  SearchInput,
  Segments,
  Select,
  Switch,
  TextInput,
  numberOf,
  useField,
  type Option,
} from "./parts/fields";
export { Hours, clockOf, type Opening, type Week } from "./parts/hours";
export { TextList, filled } from "./parts/lists";
export { Badge, Card, Note, PageHead, Tabs, type BadgeTone, type Tab } from "./parts/page";
export { SaveBar, useUnsaved } from "./parts/savebar";
export { Nothing, Pager, Scrolling, Table, type Column, type EmptySays } from "./parts/table";
