// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

/**
 * Opens an embedding model; found as a service, so that its libraries are loaded only when used.
 */
public interface TextEmbedderFactory {

  /** The model and all that vectors depend on. */
  String version();

  /** Opens it; what is costly waits for the first text. */
  Open open();

  /** A model with its thread. */
  interface Open extends TextEmbedder, AutoCloseable {
    /** Lets go of the model; texts that wait fail. Idempotent. */
    @Override
    void close();
  }
}
