import * as pulumi from "@pulumi/pulumi";

/**
 * An error that ends the program with its message alone. The SDK shows no stack trace of a RunError, except of one that comes
 * after the program's last line, so that it must not have any.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = "";
  return error;
}
