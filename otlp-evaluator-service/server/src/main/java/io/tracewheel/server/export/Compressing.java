// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.server.config.ExporterConfig.Compression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which compression a destination gets on this platform. */
final class Compressing {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

  private Compressing() {}

  /** As configured; what cannot be had here must not hold up delivery. */
  static Compression possible(String id, Compression configured) {
    if (configured == Compression.ZSTD && !ZstdCompressor.available()) {
      LOG.warn("Destination {} gets gzip, because zstd does not run on this platform", id);
      return Compression.GZIP;
    }
    return configured;
  }
}
