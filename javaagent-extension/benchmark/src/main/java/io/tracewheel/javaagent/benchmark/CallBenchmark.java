// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.benchmark;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Chat completions through openai-java, whatever agent is on the JVM: an exchange of 4 KB, and a
 * stream of many chunks, counted by the chunk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 1)
public class CallBenchmark {

  private static final int CHUNKS = 500;
  private static final String TEXT = "The weather is fine today, says she. ".repeat(54);

  private final ChatCompletionCreateParams params =
      ChatCompletionCreateParams.builder()
          .model("gpt-4o-mini")
          .temperature(0.5)
          .addSystemMessage("You are a helpful agent.")
          .addUserMessage(TEXT)
          .build();
  private final OpenAIClient blocking = client();
  private final OpenAIClient streaming = client();

  /** Puts the canned answers below the clients. */
  @Setup
  public void answers() throws ReflectiveOperationException {
    String id = "\"id\":\"chatcmpl-1\",\"created\":1700000000,\"model\":\"gpt-4o-mini-2026\"";
    String answer =
        "{"
            + id
            + ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
            + "\"logprobs\":null,\"message\":{\"role\":\"assistant\",\"refusal\":null,\"content\":\""
            + TEXT
            + "\"}}],\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":490,\"total_tokens\":990}}";
    new CannedHttp(answer.getBytes(StandardCharsets.UTF_8), "application/json").putBelow(blocking);
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < CHUNKS; i++) {
      boolean last = i == CHUNKS - 1;
      events
          .append("data: {")
          .append(id)
          .append(",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{")
          .append(last ? "" : "\"content\":\" word\"")
          .append("},\"finish_reason\":")
          .append(last ? "\"stop\"" : "null")
          .append("}]}\n\n");
    }
    events.append("data: [DONE]\n\n");
    new CannedHttp(events.toString().getBytes(StandardCharsets.UTF_8), "text/event-stream")
        .putBelow(streaming);
  }

  private static OpenAIClient client() {
    return OpenAIOkHttpClient.builder().baseUrl("http://127.0.0.1:9").apiKey("none").build();
  }

  /** One exchange. */
  @Benchmark
  public ChatCompletion call() {
    return blocking.chat().completions().create(params);
  }

  /** One chunk of a stream that is read to its end. */
  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public int chunk() {
    int seen = 0;
    try (StreamResponse<ChatCompletionChunk> answer =
        streaming.chat().completions().createStreaming(params)) {
      var chunks = answer.stream().iterator();
      while (chunks.hasNext()) {
        seen += chunks.next().choices().size();
      }
    }
    if (seen != CHUNKS) {
      throw new IllegalStateException(seen + " chunks instead of " + CHUNKS);
    }
    return seen;
  }
}
