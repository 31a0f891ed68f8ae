/** One message of the daemon about a pull, an import or a build. */
export interface DockerEvent {
  /** Layer that the message is about. */
  readonly id?: string;
  readonly status?: string;
  /** Output of a build. */
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
}

/** Reads the daemon's messages, one JSON object per line; an error among them is thrown. */
export async function* events(stream: NodeJS.ReadableStream): AsyncGenerator<DockerEvent> {
  let rest = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) yield checked(JSON.parse(line));
  }
}

function checked(event: DockerEvent): DockerEvent {
  if (event.error) throw new Error(event.error);
  return event;
}
