// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

/**
 * Semantic Kernel: the old convention's events with each message as JSON in {@code
 * gen_ai.event.content}, which {@link MessageEvents} reads.
 */
final class SemanticKernelDialect {
  static final Dialect TABLE =
      Dialect.named("semantic_kernel")
          .scopes("Microsoft.SemanticKernel*", "semantic_kernel*")
          .build();

  private SemanticKernelDialect() {}
}
