// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

/**
 * Kafka's clients find their own parts by name through the thread's context class loader, which is
 * not the one of this folder: they are made while this is open.
 */
final class OwnLoader implements AutoCloseable {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  OwnLoader() {
    Thread.currentThread().setContextClassLoader(OwnLoader.class.getClassLoader());
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
