// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may send, and how much.
 *
 * @param bearer tokens by the names of who they are for
 * @param bearerFile more of them, one {@code name:token} a line; read anew when it changes
 * @param basic passwords by user
 * @param basicFile more of them, one {@code user:password} a line; read anew when it changes
 * @param tenants how much each may send
 */
public record SecurityConfig(
    Map<String, String> bearer,
    @Nullable Path bearerFile,
    Map<String, String> basic,
    @Nullable Path basicFile,
    Tenants tenants) {

  public SecurityConfig {
    bearer = Map.copyOf(bearer);
    basic = Map.copyOf(basic);
  }

  /** Whether clients have to say who they are. */
  public boolean authenticates() {
    return !bearer.isEmpty() || bearerFile != null || !basic.isEmpty() || basicFile != null;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "SecurityConfig[bearer="
        + bearer.keySet()
        + ", bearerFile="
        + bearerFile
        + ", basic="
        + basic.keySet()
        + ", basicFile="
        + basicFile
        + ", tenants="
        + tenants
        + "]";
  }

  /**
   * Limits of each tenant. A tenant is who has authenticated; without authentication, who the
   * header names.
   *
   * @param header name in lower case; null for one tenant that all are
   * @param itemsPerSecond spans, data points, log records or profiles; 0 for no limit
   * @param bytesPerSecond after decompression; 0 for no limit
   */
  public record Tenants(@Nullable String header, long itemsPerSecond, long bytesPerSecond) {
    /** Whether there is a limit. */
    public boolean limited() {
      return itemsPerSecond > 0 || bytesPerSecond > 0;
    }
  }
}
