// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * Attribute keys of the OpenTelemetry GenAI conventions. Kept here because no published constants
 * match the current conventions and incubating ones are renamed without notice.
 */
public final class GenAiAttributes {

  public static final AttributeKey<String> OPERATION_NAME = stringKey("gen_ai.operation.name");
  public static final AttributeKey<String> PROVIDER_NAME = stringKey("gen_ai.provider.name");
  public static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
  public static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
  public static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
  public static final AttributeKey<String> CONVERSATION_ID = stringKey("gen_ai.conversation.id");

  public static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
  public static final AttributeKey<Boolean> REQUEST_STREAM = booleanKey("gen_ai.request.stream");
  public static final AttributeKey<Long> REQUEST_MAX_TOKENS = longKey("gen_ai.request.max_tokens");
  public static final AttributeKey<Double> REQUEST_TEMPERATURE =
      doubleKey("gen_ai.request.temperature");
  public static final AttributeKey<Double> REQUEST_TOP_P = doubleKey("gen_ai.request.top_p");
  public static final AttributeKey<Long> REQUEST_TOP_K = longKey("gen_ai.request.top_k");
  public static final AttributeKey<Double> REQUEST_FREQUENCY_PENALTY =
      doubleKey("gen_ai.request.frequency_penalty");
  public static final AttributeKey<Double> REQUEST_PRESENCE_PENALTY =
      doubleKey("gen_ai.request.presence_penalty");
  public static final AttributeKey<List<String>> REQUEST_STOP_SEQUENCES =
      stringArrayKey("gen_ai.request.stop_sequences");
  public static final AttributeKey<Long> REQUEST_SEED = longKey("gen_ai.request.seed");
  public static final AttributeKey<Long> REQUEST_CHOICE_COUNT =
      longKey("gen_ai.request.choice.count");
  public static final AttributeKey<String> REQUEST_REASONING_LEVEL =
      stringKey("gen_ai.request.reasoning.level");
  public static final AttributeKey<String> REQUEST_PREVIOUS_RESPONSE_ID =
      stringKey("gen_ai.request.previous_response.id");
  public static final AttributeKey<List<String>> REQUEST_ENCODING_FORMATS =
      stringArrayKey("gen_ai.request.encoding_formats");
  public static final AttributeKey<String> OUTPUT_TYPE = stringKey("gen_ai.output.type");

  public static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
  public static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
  public static final AttributeKey<List<String>> RESPONSE_FINISH_REASONS =
      stringArrayKey("gen_ai.response.finish_reasons");
  public static final AttributeKey<Double> RESPONSE_TIME_TO_FIRST_CHUNK =
      doubleKey("gen_ai.response.time_to_first_chunk");

  public static final AttributeKey<Long> USAGE_INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
  public static final AttributeKey<Long> USAGE_OUTPUT_TOKENS =
      longKey("gen_ai.usage.output_tokens");
  public static final AttributeKey<Long> USAGE_CACHE_READ =
      longKey("gen_ai.usage.cache_read.input_tokens");
  public static final AttributeKey<Long> USAGE_CACHE_WRITE =
      longKey("gen_ai.usage.cache_write.input_tokens");
  public static final AttributeKey<Long> USAGE_REASONING =
      longKey("gen_ai.usage.reasoning.output_tokens");

  /**
   * Name of {@link #USAGE_CACHE_WRITE} up to version 1.41, still the only one that many readers
   * know.
   */
  static final AttributeKey<Long> USAGE_CACHE_CREATION =
      longKey("gen_ai.usage.cache_creation.input_tokens");

  public static final AttributeKey<Long> EMBEDDINGS_DIMENSION_COUNT =
      longKey("gen_ai.embeddings.dimension.count");

  public static final AttributeKey<String> DATA_SOURCE_ID = stringKey("gen_ai.data_source.id");
  public static final AttributeKey<Long> RETRIEVAL_TOP_K = longKey("gen_ai.retrieval.top_k");

  public static final AttributeKey<String> AGENT_NAME = stringKey("gen_ai.agent.name");

  /** Of agents that a service runs; so is the version. */
  public static final AttributeKey<String> AGENT_ID = stringKey("gen_ai.agent.id");

  public static final AttributeKey<String> AGENT_VERSION = stringKey("gen_ai.agent.version");

  public static final AttributeKey<String> AGENT_DESCRIPTION =
      stringKey("gen_ai.agent.description");

  /** As the application named it; never the name of a type. */
  public static final AttributeKey<String> WORKFLOW_NAME = stringKey("gen_ai.workflow.name");

  public static final AttributeKey<String> TOOL_NAME = stringKey("gen_ai.tool.name");
  public static final AttributeKey<String> TOOL_TYPE = stringKey("gen_ai.tool.type");
  public static final AttributeKey<String> TOOL_CALL_ID = stringKey("gen_ai.tool.call.id");
  public static final AttributeKey<String> TOOL_DESCRIPTION = stringKey("gen_ai.tool.description");

  public static final AttributeKey<String> OPENAI_API_TYPE = stringKey("openai.api.type");
  public static final AttributeKey<String> OPENAI_REQUEST_SERVICE_TIER =
      stringKey("openai.request.service_tier");
  public static final AttributeKey<String> OPENAI_RESPONSE_SERVICE_TIER =
      stringKey("openai.response.service_tier");
  public static final AttributeKey<String> OPENAI_RESPONSE_SYSTEM_FINGERPRINT =
      stringKey("openai.response.system_fingerprint");

  public static final AttributeKey<String> BEDROCK_GUARDRAIL_ID =
      stringKey("aws.bedrock.guardrail.id");
  public static final AttributeKey<String> BEDROCK_KNOWLEDGE_BASE_ID =
      stringKey("aws.bedrock.knowledge_base.id");

  /** Not of the conventions, which know no alias: AWS's name of what points to a version. */
  public static final AttributeKey<String> BEDROCK_AGENT_ALIAS_ID =
      stringKey("aws.bedrock.agent_alias.id");

  public static final AttributeKey<String> AWS_REQUEST_ID = stringKey("aws.request_id");

  /**
   * How a stream ended without being read to its end: {@code cancelled} or {@code abandoned}. Our
   * own.
   */
  public static final AttributeKey<String> STREAM_END = stringKey("tracewheel.stream.end");

  private GenAiAttributes() {}
}
