// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import io.tracewheel.evaluators.text.TextEmbedderFactory;

/** Opens the embedding model that is shipped. */
public final class MiniLmEmbedderFactory implements TextEmbedderFactory {

  /** Made by the service loader. */
  public MiniLmEmbedderFactory() {}

  @Override
  public String version() {
    return MiniLm.VERSION;
  }

  @Override
  public Open open() {
    return new LocalEmbedder(MiniLm::new, LocalEmbedder.MAX_WAITING);
  }
}
