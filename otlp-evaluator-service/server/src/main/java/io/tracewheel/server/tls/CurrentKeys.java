// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Asks, at each call, the key manager that is in force then. */
final class CurrentKeys extends X509ExtendedKeyManager {
  private final Supplier<@Nullable X509ExtendedKeyManager> current;

  CurrentKeys(Supplier<@Nullable X509ExtendedKeyManager> current) {
    this.current = current;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.getClientAliases(type, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.chooseClientAlias(types, issuers, socket);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.chooseEngineClientAlias(types, issuers, engine);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.getServerAliases(type, issuers);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    X509ExtendedKeyManager keys = current.get();
    return keys == null ? null : keys.getPrivateKey(alias);
  }
}
