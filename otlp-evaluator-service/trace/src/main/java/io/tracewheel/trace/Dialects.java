// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import java.util.ArrayList;
import java.util.List;

/** The dialects in the order of recognition: vendors' own keys before names that others share. */
final class Dialects {
  static final List<Dialect> ALL =
      List.of(
          LangfuseDialect.TABLE,
          OpenInferenceDialect.TABLE,
          MlflowDialect.TABLE,
          LangSmithDialect.TABLE,
          BraintrustDialect.TABLE,
          LaminarDialect.TABLE,
          VercelDialect.TABLE,
          GenkitDialect.TABLE,
          AdkDialect.TABLE,
          LiveKitDialect.TABLE,
          PydanticDialect.TABLE,
          SpringAiDialect.TABLE,
          LangChain4jDialect.TABLE,
          SemanticKernelDialect.TABLE,
          OpenLlmetryDialect.TABLE,
          FlueDialect.TABLE,
          VoltAgentDialect.TABLE,
          ClaudeCodeDialect.TABLE,
          OpenRouterDialect.TABLE);

  private static final AttributeKeys KEYS =
      Dialect.keys(ALL.stream().flatMap(dialect -> dialect.fingerprints().stream()).toList());

  private Dialects() {}

  /** The dialects that know a span as their own, in their order. */
  static List<Dialect> of(Look look) {
    // One pass over the attributes spares most spans of the convention one for each dialect.
    boolean any = look.attributes().containsAny(KEYS);
    List<Dialect> claimed = List.of();
    for (Dialect dialect : ALL) {
      if (dialect.claims(look, any)) {
        claimed = claimed.isEmpty() ? new ArrayList<>(2) : claimed;
        claimed.add(dialect);
      }
    }
    return claimed;
  }
}
