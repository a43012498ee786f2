// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import io.tracewheel.judges.client.ApiKey;
import io.tracewheel.judges.client.Endpoint;
import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeClient;
import io.tracewheel.judges.client.JudgeHttp;
import io.tracewheel.judges.client.JudgeReply;
import io.tracewheel.judges.client.JudgeReply.End;
import io.tracewheel.judges.client.JudgeRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/**
 * A judge behind Bedrock's Converse. The answer's form is asked for in words alone: not every model
 * there takes a schema. Credentials are those it is given; no profile or instance is asked.
 */
final class BedrockClient implements JudgeClient {
  private final BedrockRuntimeClient client;
  private final String model;

  BedrockClient(Endpoint endpoint, JudgeHttp http) {
    model = endpoint.model();
    ProfileFile noProfiles = ProfileFile.aggregator().build();
    BedrockRuntimeClientBuilder builder =
        BedrockRuntimeClient.builder()
            .httpClient(new SdkRoad(http))
            .region(Region.of(Objects.requireNonNull(endpoint.region(), "region")))
            .overrideConfiguration(
                all ->
                    all.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(noProfiles));
    if (endpoint.uri() != null) {
      builder.endpointOverride(endpoint.uri());
    }
    if (endpoint.key().isEmpty()) {
      builder.credentialsProvider(StaticCredentialsProvider.create(credentials(endpoint)));
      builder.authSchemeProvider(
          BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of("sigv4")));
    } else {
      builder.tokenProvider(StaticTokenProvider.create(new Token(endpoint.key())));
      builder.authSchemeProvider(
          BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of("httpBearerAuth")));
    }
    client = builder.build();
  }

  private static AwsCredentials credentials(Endpoint endpoint) {
    String id = endpoint.credentials().getOrDefault("AWS_ACCESS_KEY_ID", ApiKey.NONE).reveal();
    String secret =
        endpoint.credentials().getOrDefault("AWS_SECRET_ACCESS_KEY", ApiKey.NONE).reveal();
    ApiKey session = endpoint.credentials().get("AWS_SESSION_TOKEN");
    return session == null
        ? AwsBasicCredentials.create(id, secret)
        : AwsSessionCredentials.create(id, secret, session.reveal());
  }

  /** A bearer token that does not end. */
  private record Token(ApiKey key) implements SdkToken {
    @Override
    public String token() {
      return key.reveal();
    }

    @Override
    public Optional<Instant> expirationTime() {
      return Optional.empty();
    }
  }

  @Override
  public JudgeReply ask(JudgeRequest request) throws JudgeCallException {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < request.turns().size(); i++) {
      messages.add(
          Message.builder()
              .role(i % 2 == 0 ? ConversationRole.USER : ConversationRole.ASSISTANT)
              .content(ContentBlock.fromText(request.turns().get(i)))
              .build());
    }
    Double temperature = request.temperature();
    try {
      ConverseResponse response =
          client.converse(
              all ->
                  all.modelId(model)
                      .system(SystemContentBlock.fromText(request.instructions()))
                      .messages(messages)
                      .inferenceConfig(
                          limits -> {
                            limits.maxTokens(request.maxOutputTokens());
                            if (temperature != null) {
                              limits.temperature(temperature.floatValue());
                            }
                          })
                      .overrideConfiguration(
                          one -> one.putHeader("traceparent", request.traceparent())));
      return reply(response);
    } catch (SdkException e) {
      throw CallFailure.of(e);
    }
  }

  private JudgeReply reply(ConverseResponse response) {
    String text =
        response.output() == null || response.output().message() == null
            ? ""
            : response.output().message().content().stream()
                .map(ContentBlock::text)
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
    TokenUsage usage = response.usage();
    return new JudgeReply(
        text,
        end(response.stopReason()),
        model,
        response.responseMetadata().requestId(),
        tokens(usage == null ? null : usage.inputTokens()),
        tokens(usage == null ? null : usage.outputTokens()));
  }

  private static long tokens(@Nullable Integer count) {
    return count == null || count < 0 ? -1 : count;
  }

  private static End end(@Nullable StopReason reason) {
    if (reason == StopReason.MAX_TOKENS) {
      return End.CUT_OFF;
    }
    return reason == StopReason.CONTENT_FILTERED || reason == StopReason.GUARDRAIL_INTERVENED
        ? End.WITHHELD
        : End.WHOLE;
  }
}
