// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.core.http.HttpPipelineBuilder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.azure.AzureOpenAiChatModel;
import dev.langchain4j.model.azure.AzureOpenAiEmbeddingModel;
import dev.langchain4j.model.azure.AzureOpenAiStreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** An application that calls its models by LangChain4j, which calls azure-ai-openai. */
public final class StackedCalls {

  private StackedCalls() {}

  /**
   * @param args address of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    // A pipeline of its own: the library's sends keys over HTTPS only.
    OpenAIClientBuilder clients =
        new OpenAIClientBuilder().endpoint(args[0]).pipeline(new HttpPipelineBuilder().build());
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      seen.println(
          AzureOpenAiChatModel.builder()
              .openAIClient(clients.buildClient())
              .deploymentName("stacked-chat")
              .build()
              .chat("What is the weather?"));
      CompletableFuture<String> streamed = new CompletableFuture<>();
      AzureOpenAiStreamingChatModel.builder()
          .openAIAsyncClient(clients.buildAsyncClient())
          .deploymentName("stacked-stream")
          .build()
          .chat("What is the weather?", new Handler(streamed));
      seen.println(streamed.get());
      seen.println(
          AzureOpenAiEmbeddingModel.builder()
              .openAIClient(clients.buildClient())
              .deploymentName("stacked-emb")
              .build()
              .embed(TextSegment.from("Paris"))
              .content()
              .dimension());
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  private static final class Handler implements StreamingChatResponseHandler {
    private final CompletableFuture<String> text;

    Handler(CompletableFuture<String> text) {
      this.text = text;
    }

    @Override
    public void onPartialResponse(String partial) {}

    @Override
    public void onCompleteResponse(ChatResponse response) {
      text.complete(response.aiMessage().text());
    }

    @Override
    public void onError(Throwable error) {
      text.completeExceptionally(error);
    }
  }
}
