// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

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

  private Dialects() {}
}
