// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tracewheel.server.config.TlsFiles;
import io.tracewheel.server.tls.LiveTls;
import javax.net.ssl.SSLException;

/** TLS 1.3 or 1.2 by the JDK, with keys that are looked up at each handshake. */
final class ServerTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private ServerTls() {}

  /** With ALPN, which HTTP/2 needs. */
  static SslContext grpc(TlsFiles files, LiveTls tls) {
    return build(GrpcSslContexts.configure(builder(files, tls), SslProvider.JDK));
  }

  static SslContext http(TlsFiles files, LiveTls tls) {
    return build(builder(files, tls).sslProvider(SslProvider.JDK));
  }

  private static SslContextBuilder builder(TlsFiles files, LiveTls tls) {
    return SslContextBuilder.forServer(tls.keyManager())
        .trustManager(tls.trustManager())
        .clientAuth(files.authorities() == null ? ClientAuth.NONE : ClientAuth.REQUIRE)
        .protocols(PROTOCOLS);
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("every Java platform has TLS 1.2 and 1.3", e);
    }
  }
}
