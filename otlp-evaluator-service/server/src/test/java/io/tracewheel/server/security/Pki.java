// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.security;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A certificate authority of a test, with its files. */
public final class Pki {
  private final Path directory;
  private final X509Bundle root;

  /** A new one. */
  public Pki(Path directory, String name) throws Exception {
    this.directory = Files.createDirectories(directory);
    this.root =
        new CertificateBuilder()
            .subject("CN=" + name)
            .ecp256()
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(ca(), root.getCertificatePEM());
  }

  /** The authority's own certificate. */
  public Path ca() {
    return directory.resolve("ca.pem");
  }

  /** Writes {@code NAME.pem} and {@code NAME.key} anew. */
  public void issue(String name, String host) throws Exception {
    issue(name, host, Instant.now().plus(Duration.ofDays(1)));
  }

  void issue(String name, String host, Instant until) throws Exception {
    X509Bundle leaf =
        new CertificateBuilder()
            .subject("CN=" + name)
            .ecp256()
            .addSanIpAddress(host)
            .notBefore(until.minus(Duration.ofDays(10)))
            .notAfter(until)
            .buildIssuedBy(root);
    write(cert(name), leaf.getCertificatePathPEM());
    write(key(name), leaf.getPrivateKeyPEM());
  }

  /** The chain of a name. */
  public Path cert(String name) {
    return directory.resolve(name + ".pem");
  }

  /** The private key of a name. */
  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /** As deployments do: beside it, then in its place. */
  private static void write(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
