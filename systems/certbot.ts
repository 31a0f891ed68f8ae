import { CERTIFICATES, CERTIFICATES_HOME, CHALLENGES } from "./certificates";
import { proxyKind, type Service, type System } from "./system";

/** How a stack answers HTTPS, as far as it is known: what certbot asks for, and of whom. */
export interface CertificateOrder {
  readonly mode?: unknown;
  readonly names?: readonly string[];
  readonly email?: string;
  readonly directory?: string;
  /** Authority of the directory's own certificate, PEM. */
  readonly root?: string;
}

/** Name of the service, and its folder on the volume of certificates. */
export const CERTBOT = "certbot";

/** Folder of the certificate. */
export const CERTBOT_FOLDER = `${CERTBOT}/live/roadstead`;

/**
 * Asks for a certificate, again and again until there is one, then twice a day whether it is due: certbot renews in the last third
 * of its life, and keeps its key, so that a server may read the two files at two instants. SIGHUP asks at once. A renewal that
 * fails leaves the certificate as it is; the log then tells the days that are left, and in the last ten the container is unhealthy.
 */
const RENEWAL = `cd ${CERTIFICATES_HOME}
domains=
for name in $ACME_NAMES; do domains="$domains --domain $name"; done
contact=--register-unsafely-without-email
[ -z "$ACME_EMAIL" ] || contact="--email $ACME_EMAIL"
if [ -n "$ACME_ROOT" ]; then
  printf '%s\\n' "$ACME_ROOT" >/tmp/root.pem
  export REQUESTS_CA_BUNDLE=/tmp/root.pem
fi
left() {
  python3 -c 'import datetime, sys
from cryptography import x509
end = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read()).not_valid_after_utc
print((end - datetime.datetime.now(datetime.timezone.utc)).days)' ${CERTBOT_FOLDER}/fullchain.pem 2>/dev/null
}
rest() {
  sleep "$1" &
  asleep=$!
  wait "$asleep"
}
asleep=
trap 'kill $asleep 2>/dev/null' HUP
trap 'kill $asleep 2>/dev/null; exit 0' TERM INT
pause=2
while :; do
  if certbot certonly --non-interactive --agree-tos --webroot --webroot-path ${CHALLENGES} --cert-name roadstead $domains \\
    --renew-with-new-domains --keep-until-expiring --reuse-key --key-type ecdsa $contact \\
    \${ACME_DIRECTORY:+--server "$ACME_DIRECTORY"} --config-dir ${CERTBOT} --work-dir /tmp/work --logs-dir /tmp/logs; then
    echo "the certificate of $ACME_NAMES has $(left) days left"
    rm -f /tmp/failing
    pause=2
    rest 43200
  else
    days=$(left)
    echo "no certificate for $ACME_NAMES was issued: \${days:+the present one has $days days left, }the next try is in $pause s" >&2
    [ "\${days:-99}" -ge 10 ] || touch /tmp/failing
    rest "$pause"
    [ "$pause" -ge 3600 ] || pause=$((pause * 2))
  fi
done`;

/**
 * Where the proxy leaves it to another program to get a certificate: the system with a service that asks an ACME authority for it,
 * its own one of that name with another command, or certbot's own image. Else the system itself.
 */
export function withCertbot(
  system: System,
  { mode, names = [], email, directory, root }: CertificateOrder = {},
): System {
  if (mode !== "acme" || proxyKind(system) !== "nginx") return system;
  const certbot: Service = {
    image: system.services[CERTBOT]?.image ?? { name: "certbot/certbot:v5.5.0" },
    entrypoint: ["sh", "-c", RENEWAL],
    environment: {
      ACME_NAMES: names.join(" "),
      ...(email ? { ACME_EMAIL: email } : {}),
      ...(directory ? { ACME_DIRECTORY: directory } : {}),
      ...(root ? { ACME_ROOT: root } : {}),
    },
    // The proxy's user, who alone may read the keys.
    user: "65534:65534",
    tmpfs: ["/tmp"],
    volumes: [{ name: CERTIFICATES, path: CERTIFICATES_HOME }],
    healthcheck: { test: ["CMD", "test", "!", "-e", "/tmp/failing"] },
    limits: { memoryMiB: 128, cpus: 0.5 },
  };
  return { ...system, services: { ...system.services, [CERTBOT]: certbot } };
}
