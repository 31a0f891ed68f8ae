import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "HoneyChat Web" };

export default function Layout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
