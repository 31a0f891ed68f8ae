import { X509Certificate } from "node:crypto";
import { digestOf } from "../../render/digest";
import { ACME_ROOT_FILE } from "../../render/site";
import { CHAIN_FILE, KEY_FILE } from "../../systems/certificates";
import { archive } from "../archive";
import { connect, type Docker } from "../docker";
import { onSecretVolume } from "../secretVolume";
import { onVolume, type VolumeTool } from "../static/volumeTool";
import { issue, isWhole, type KeyPair, newAuthority } from "./authority";

/** What the action `certificate` is told. */
export interface Certificate extends VolumeTool {
  readonly names: readonly string[];
  /** A given one, with those that lead to its authority. Left out: the stack's own authority issues one. */
  readonly certificate?: string;
  /** The key of the given one. */
  readonly key?: string;
  /** Left out where there is to be one at once. */
  readonly room?: Room;
}

/** Where another program puts one. */
interface Room {
  readonly folder: string;
  /** Folders that it writes to. */
  readonly owned: readonly string[];
  /** Authority of the ACME directory's own certificate, PEM. */
  readonly root?: string;
}

const AUTHORITY = "authority";
const FOLDERS_KEPT = 5;

/** The user that both proxies run as. */
const PROXY_USER = 65534;

/**
 * Sees that a certificate is on the volume, and returns its folder there. Those of former releases stay for as long as their
 * configurations do: a deploy that fails goes back to them.
 */
export async function writeCertificate(
  wanted: Certificate,
  say: (line: string) => void,
  docker: Docker = connect(),
): Promise<string> {
  if (wanted.room) return prepare(docker, wanted, wanted.room);
  const present = await onSecretVolume(docker, wanted, (volume) => volume.read());
  const { folder, pair, authority } = await certificateOf(wanted, present);
  const files = [
    ...(authority ? filesIn(AUTHORITY, authority, 0) : []),
    ...(isWhole(pairIn(present, folder)) ? [] : filesIn(folder, pair, PROXY_USER)),
  ];
  if (files.length > 0)
    await onVolume(docker, wanted, PRUNE, [AUTHORITY, folder, String(FOLDERS_KEPT)], await archive(files));
  const { validTo } = new X509Certificate(pair.certificate);
  say(`the certificate of ${wanted.names.join(", ")} is valid until ${new Date(validTo).toISOString().slice(0, 10)}`);
  return folder;
}

async function prepare(docker: Docker, wanted: Certificate, { folder, owned, root }: Room): Promise<string> {
  const folders = owned.map((path) => ({ path, folderOf: PROXY_USER }));
  const files = root === undefined ? [] : [{ path: ACME_ROOT_FILE, content: root }];
  await onSecretVolume(docker, wanted, (volume) => volume.write([...folders, ...files]));
  return folder;
}

interface Chosen {
  readonly folder: string;
  readonly pair: KeyPair;
  /** One that is new. */
  readonly authority?: KeyPair;
}

async function certificateOf({ stack, names, certificate, key }: Certificate, present: Present): Promise<Chosen> {
  if (certificate !== undefined && key !== undefined)
    return { folder: digestOf(certificate + key), pair: { certificate, key } };
  const known = pairIn(present, AUTHORITY);
  const authority = isWhole(known) ? known : await newAuthority(stack);
  const folder = digestOf(authority.certificate + names.join());
  const issued = pairIn(present, folder);
  const pair = isWhole(issued) ? issued : await issue(authority, names);
  return { folder, pair, ...(authority === known ? {} : { authority }) };
}

/** Contents by path. */
type Present = ReadonlyMap<string, string>;

const pairIn = (present: Present, folder: string): KeyPair => ({
  certificate: present.get(`${folder}/${CHAIN_FILE}`) ?? "",
  key: present.get(`${folder}/${KEY_FILE}`) ?? "",
});

const filesIn = (folder: string, { certificate, key }: KeyPair, owner: number) => [
  { path: `${folder}/${CHAIN_FILE}`, content: certificate, owner, mode: 0o444 },
  { path: `${folder}/${KEY_FILE}`, content: key, owner, mode: 0o400 },
];

/** Removes all folders but the authority's, the wanted one and the newest. */
const PRUNE = `ls -t | grep -vxF -e "$1" -e "$2" | tail -n "+$3" | while read -r folder; do rm -rf "$folder"; done`;
