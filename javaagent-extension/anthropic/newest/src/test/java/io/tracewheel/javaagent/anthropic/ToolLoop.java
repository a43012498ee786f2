// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** An application that leaves calling its tool to the library's tool runner. */
public final class ToolLoop {

  private ToolLoop() {}

  /** The tool; the library fills it from the model's arguments. */
  @JsonClassDescription("The weather of a city")
  public static final class GetWeather implements Supplier<String> {
    public String city = "";

    @Override
    public String get() {
      return "Sunny in " + city;
    }
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    AnthropicClient client =
        AnthropicOkHttpClient.builder().apiKey("sk-test").baseUrl(args[0]).maxRetries(0).build();
    MessageCreateParams params =
        MessageCreateParams.builder()
            .model("weather-loop")
            .maxTokens(200)
            .addUserMessage("What is the weather in Paris?")
            .addTool(GetWeather.class)
            .build();
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      for (BetaMessage message : client.beta().messages().toolRunner(params)) {
        seen.println(message);
      }
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }
}
