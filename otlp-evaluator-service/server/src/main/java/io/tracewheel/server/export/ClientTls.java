// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.TlsFiles;
import io.tracewheel.server.tls.LiveTls;
import javax.net.ssl.SSLException;

/** TLS towards destinations. */
final class ClientTls {
  private ClientTls() {}

  /** Files that were checked when the configuration was. */
  static LiveTls open(TlsFiles files) {
    try {
      return LiveTls.open(files);
    } catch (ConfigException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  static SslContext grpc(LiveTls tls) {
    try {
      return GrpcSslContexts.configure(
              SslContextBuilder.forClient()
                  .keyManager(tls.keyManager())
                  .trustManager(tls.trustManager()),
              SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("every Java platform has TLS 1.2 and 1.3", e);
    }
  }
}
