/** Name of the volume of certificates. */
export const CERTIFICATES = "certificates";

/** Where containers have it, with a folder for each certificate. */
export const CERTIFICATES_HOME = "/etc/certificates";

/** Folder on it from which an authority's questions are answered, where another program than the proxy asks for certificates. */
export const CHALLENGES = "challenges";

/** File of a certificate's folder: the certificate, with those that lead to its authority after it. */
export const CHAIN_FILE = "fullchain.pem";

/** File of a certificate's folder: its private key. */
export const KEY_FILE = "privkey.pem";
