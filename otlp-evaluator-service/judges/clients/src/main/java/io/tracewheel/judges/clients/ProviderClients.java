// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import io.tracewheel.judges.client.Endpoint;
import io.tracewheel.judges.client.JudgeClient;
import io.tracewheel.judges.client.JudgeClientFactory;
import io.tracewheel.judges.client.JudgeHttp;
import java.util.Set;

/** Clients of OpenAI and all that speak like it, Anthropic, Gemini, and Bedrock. */
public final class ProviderClients implements JudgeClientFactory {

  /** Made by the service loader. */
  public ProviderClients() {}

  @Override
  public Set<String> providers() {
    return Set.of("openai", "anthropic", "gemini", "bedrock");
  }

  @Override
  public JudgeClient create(Endpoint endpoint) {
    JudgeHttp http = new JudgeHttp(endpoint.timeouts());
    return switch (endpoint.provider()) {
      case "openai" -> ChatModels.openAi(endpoint, http);
      case "anthropic" -> ChatModels.anthropic(endpoint, http);
      case "gemini" -> ChatModels.gemini(endpoint, http);
      case "bedrock" -> new BedrockClient(endpoint, http);
      default -> throw new IllegalArgumentException("there is no provider " + endpoint.provider());
    };
  }
}
