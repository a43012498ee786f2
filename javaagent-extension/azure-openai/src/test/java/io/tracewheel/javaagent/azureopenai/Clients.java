// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.BinaryData;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** What differs between the releases, and the way to a server that speaks plain HTTP. */
final class Clients {

  private Clients() {}

  /** Azure's; the library sends keys over HTTPS only, so the last step turns back to HTTP. */
  static OpenAIClientBuilder azure(String origin, int retries) {
    return withKey(
        new OpenAIClientBuilder()
            .endpoint(origin.replace("http://", "https://"))
            .retryOptions(new RetryOptions(new FixedDelayOptions(retries, Duration.ofMillis(1))))
            .addPolicy(new Redirect(origin)),
        new AzureKeyCredential("k-test"));
  }

  /** OpenAI's own, by the class of key that the release knows. */
  static OpenAIClientBuilder openAi(String origin) {
    try {
      return withKey(
          new OpenAIClientBuilder()
              .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
              .addPolicy(new Redirect(origin)),
          key().getConstructor(String.class).newInstance("k-test"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Keys have another shape than expected", e);
    }
  }

  /** By the builder's method for the key, whose declared type is not that of all releases. */
  private static OpenAIClientBuilder withKey(OpenAIClientBuilder builder, Object key) {
    try {
      for (Method method : OpenAIClientBuilder.class.getMethods()) {
        if (method.getName().equals("credential")
            && method.getParameterTypes()[0].isInstance(key)) {
          method.invoke(builder, key);
          return builder;
        }
      }
      throw new IllegalStateException("The builder takes no " + key.getClass());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The builder does not take the key", e);
    }
  }

  private static Class<?> key() throws ClassNotFoundException {
    try {
      return Class.forName("com.azure.ai.openai.models.NonAzureOpenAIKeyCredential");
    } catch (ClassNotFoundException late) {
      return Class.forName("com.azure.core.credential.KeyCredential");
    }
  }

  static ChatCompletionsOptions question() {
    try {
      Object message;
      try {
        Class<?> roles = Class.forName("com.azure.ai.openai.models.ChatRole");
        Class<?> messages = Class.forName("com.azure.ai.openai.models.ChatMessage");
        message = messages.getConstructor(roles).newInstance(roles.getField("USER").get(null));
        messages.getMethod("setContent", String.class).invoke(message, "What is the weather?");
      } catch (ClassNotFoundException late) {
        message =
            Class.forName("com.azure.ai.openai.models.ChatRequestUserMessage")
                .getConstructor(String.class)
                .newInstance("What is the weather?");
      }
      return ChatCompletionsOptions.class
          .getConstructor(List.class)
          .newInstance(List.of(message))
          .setTemperature(0.5)
          .setMaxTokens(100)
          .setStop(List.of("END"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Messages have another shape than expected", e);
    }
  }

  /** The same as the application's own JSON. */
  static BinaryData json(String model, String more) {
    return BinaryData.fromString(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather?\"}],\"model\":\""
            + model
            + "\""
            + more
            + "}");
  }

  /**
   * What {@code getter}s one after the other lead to; their types are not those of all releases.
   */
  static Object get(Object target, String... getters) throws ReflectiveOperationException {
    Object value = target;
    for (String getter : getters) {
      if (value == null) {
        return "none";
      }
      value = value.getClass().getMethod(getter).invoke(value);
    }
    return value;
  }

  private static final class Redirect implements HttpPipelinePolicy {
    private final String origin;

    Redirect(String origin) {
      this.origin = origin;
    }

    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      redirect(context);
      return next.process();
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      redirect(context);
      return next.processSync();
    }

    private void redirect(HttpPipelineCallContext context) {
      try {
        URL url = context.getHttpRequest().getUrl();
        context.getHttpRequest().setUrl(new URL(origin + url.getFile()));
      } catch (MalformedURLException e) {
        throw new IllegalStateException("The server's address is no URL: " + origin, e);
      }
    }
  }
}
