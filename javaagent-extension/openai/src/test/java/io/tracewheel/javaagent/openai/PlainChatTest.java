// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.models.ChatModel;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatText;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.tracewheel.javaagent.genai.OpenAiChat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Read by the fields or by the JSON, a call is the same. */
class PlainChatTest {

  private static final JsonMapper MAPPER = ObjectMappers.jsonMapper();

  @Test
  void anOrdinaryRequestIsReadByItsFields() {
    ChatCompletionCreateParams params =
        params(
            some ->
                some.temperature(0.5)
                    .topP(1.0)
                    .maxTokens(10)
                    .maxCompletionTokens(20)
                    .frequencyPenalty(0.25)
                    .presencePenalty(-0.5)
                    .seed(7)
                    .n(3)
                    .stopOfStrings(List.of("a", "b"))
                    .serviceTier(ChatCompletionCreateParams.ServiceTier.DEFAULT)
                    .reasoningEffort(ReasoningEffort.LOW)
                    .responseFormat(ResponseFormatJsonObject.builder().build())
                    .putAdditionalBodyProperty("enable_thinking", JsonValue.from(false)));
    assertThat(PlainChat.request(params)).isNotNull();
    assertThat(byFields(params))
        .isEqualTo(byJson(params))
        .hasSize(13)
        .contains("gen_ai.request.max_tokens=20", "gen_ai.request.choice.count=3");
  }

  @Test
  void whateverARequestSetsFieldsAndJsonTellTheSame() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      ChatCompletionCreateParams params = params(some -> anything(some, random));
      assertThat(byFields(params)).as("seed %s, round %s", seed, round).isEqualTo(byJson(params));
    }
  }

  private static void anything(ChatCompletionCreateParams.Builder some, Random random) {
    List<Consumer<ChatCompletionCreateParams.Builder>> settings =
        List.of(
            b -> b.model(ChatModel.of("")),
            b -> b.model(JsonField.ofNullable(null)),
            b -> b.temperature(Double.NaN),
            b -> b.temperature(1),
            b -> b.topP(0.1),
            b -> b.maxTokens(5),
            b -> b.maxCompletionTokens(6),
            b -> b.n(1),
            b -> b.n(2),
            b -> b.stop("end"),
            b -> b.stop(""),
            b -> b.stopOfStrings(List.of()),
            b -> b.stopOfStrings(List.of("x", "")),
            b -> b.serviceTier(ChatCompletionCreateParams.ServiceTier.AUTO),
            b -> b.serviceTier(ChatCompletionCreateParams.ServiceTier.of("fast")),
            b -> b.reasoningEffort(ReasoningEffort.HIGH),
            b -> b.responseFormat(ResponseFormatText.builder().build()),
            b -> b.responseFormat(ResponseFormatJsonObject.builder().build()),
            b -> b.seed(random.nextLong()),
            b -> b.putAdditionalBodyProperty("random_seed", JsonValue.from(3)),
            b -> b.putAdditionalBodyProperty("stream", JsonValue.from(true)),
            b -> b.putAdditionalBodyProperty("model", JsonValue.from("other")),
            b -> b.putAdditionalBodyProperty("unheard_of", JsonValue.from(3)),
            b -> b.frequencyPenalty(-2.0),
            b -> b.presencePenalty(2.0));
    for (int i = random.nextInt(8); i > 0; i--) {
      settings.get(random.nextInt(settings.size())).accept(some);
    }
  }

  @Test
  void anOrdinaryAnswerIsReadByItsFields() throws Exception {
    ChatCompletion answer =
        answer(
            "{'id':'c-1','object':'chat.completion','created':1,'model':'m','service_tier':'flex',"
                + "'system_fingerprint':'fp','choices':[{'index':0,'finish_reason':'tool_calls',"
                + "'message':{'role':'assistant','content':'x'}},{'index':1,'finish_reason':'stop'}],"
                + "'usage':{'prompt_tokens':10,'completion_tokens':20,'total_tokens':30,"
                + "'prompt_cache_hit_tokens':4,'prompt_tokens_details':{'cached_tokens':4},"
                + "'completion_tokens_details':{'reasoning_tokens':5}}}");
    assertThat(PlainChat.response(answer)).isNotNull();
    assertThat(byFields(answer))
        .isEqualTo(byJson(answer))
        .hasSize(9)
        .contains("gen_ai.usage.reasoning.output_tokens=5", "gen_ai.response.id=c-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'id':null,'model':null,'choices':null,'usage':null}",
        "{'id':1,'model':[],'choices':{},'usage':'none'}",
        "{'id':'','model':'','choices':[]}",
        "{'choices':[{}]}",
        "{'choices':[null]}",
        "{'choices':['x',7]}",
        "{'choices':[{'finish_reason':null}]}",
        "{'choices':[{'finish_reason':5}]}",
        "{'choices':[{'finish_reason':'something new'},{'finish_reason':'length'}]}",
        "{'service_tier':7,'system_fingerprint':{}}",
        "{'usage':{'prompt_tokens':'10','completion_tokens':1.0}}",
        "{'usage':{'prompt_tokens':1.5,'completion_tokens':99999999999999999999}}",
        "{'usage':{'input_tokens':3,'output_tokens':4,'prompt_tokens':5,'completion_tokens':6}}",
        "{'usage':{'prompt_tokens':5,'prompt_tokens_details':{'cache_write_tokens':6}}}",
        "{'usage':{'prompt_tokens':5,'prompt_tokens_details':7,'completion_tokens_details':[]}}",
      })
  void aBrokenAnswerIsReadAsItsJsonIs(String json) throws Exception {
    ChatCompletion answer = answer(json);
    assertThat(byFields(answer)).isEqualTo(byJson(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{'choices':[{'index':0,'delta':{'content':' word'}}]}|` word`",
        "{'choices':[{'index':0,'delta':{'content':' word','role':'assistant'},'logprobs':null,"
            + "'finish_reason':null}],'usage':null}|` word`",
        "{'choices':[{'index':0,'delta':{'content':''}}]}|``",
        "{'choices':[{'index':1,'delta':{'content':'x'}}]}|-",
        "{'choices':[{'index':0,'delta':{'content':'x'},'finish_reason':'stop'}]}|-",
        "{'choices':[{'index':0,'delta':{'content':'x'}},{'index':1}]}|-",
        "{'choices':[{'index':0,'delta':{'content':'x'}}],'usage':{}}|-",
        "{'choices':[{'index':0,'delta':{'content':'x','refusal':'y'}}]}|-",
        "{'choices':[{'index':0,'delta':{'content':'x','tool_calls':[{'index':0}]}}]}|-",
        "{'choices':[{'index':0,'delta':{'content':[{'type':'text','text':'x'}]}}]}|-",
        "{'choices':[{'index':0,'delta':{'content':null}}]}|-",
        "{'choices':[{'index':0,'delta':7}]}|-",
        "{'choices':[{'index':0}]}|-",
        "{'choices':[null]}|-",
        "{'choices':['x']}|-",
        "{'choices':[]}|-",
        "{}|-",
      })
  void onlyAChunkWithNothingButTextIsReadByItsField(String json, @Nullable String text)
      throws Exception {
    ChatCompletionChunk chunk =
        MAPPER.readValue(json.replace('\'', '"'), ChatCompletionChunk.class);
    assertThat(WireJson.mereText(chunk)).isEqualTo(text);
  }

  @Test
  void aChunkWithMoreThanTheLibraryKnowsIsReadAsJson() {
    ChatCompletionChunk.Choice.Delta.Builder delta =
        ChatCompletionChunk.Choice.Delta.builder().content("x");
    assertThat(WireJson.mereText(chunk(delta.build()))).isEqualTo("x");
    delta.putAdditionalProperty("reasoning_content", JsonValue.from("y"));
    assertThat(WireJson.mereText(chunk(delta.build()))).isNull();
  }

  private static ChatCompletionChunk chunk(ChatCompletionChunk.Choice.Delta delta) {
    return ChatCompletionChunk.builder()
        .id("c-1")
        .created(1)
        .model("m")
        .addChoice(
            ChatCompletionChunk.Choice.builder()
                .index(0)
                .delta(delta)
                .finishReason(Optional.empty())
                .build())
        .build();
  }

  private static ChatCompletionCreateParams params(
      Consumer<ChatCompletionCreateParams.Builder> settings) {
    ChatCompletionCreateParams.Builder builder =
        ChatCompletionCreateParams.builder().model("gpt-4o-mini").addUserMessage("hello");
    settings.accept(builder);
    return builder.build();
  }

  private static ChatCompletion answer(String json) throws Exception {
    return MAPPER.readValue(json.replace('\'', '"'), ChatCompletion.class);
  }

  /** As the agent reads it: by the JSON where the fields do not tell. */
  private static TreeSet<String> byFields(ChatCompletionCreateParams params) {
    Object plain = PlainChat.request(params);
    return plain == null ? byJson(params) : facts(plain);
  }

  private static TreeSet<String> byFields(ChatCompletion answer) {
    Object plain = PlainChat.response(answer);
    return plain == null ? byJson(answer) : facts(plain);
  }

  private static TreeSet<String> byJson(ChatCompletionCreateParams params) {
    String json = requireNonNull(WireJson.write(MAPPER, params._body(), false));
    return facts(OpenAiChat.request(json, false));
  }

  private static TreeSet<String> byJson(ChatCompletion answer) {
    return facts(OpenAiChat.response(WireJson.write(MAPPER, answer, false), false));
  }

  private static TreeSet<String> facts(Object read) {
    String text = read.toString();
    return new TreeSet<>(
        Arrays.asList(text.substring(1, text.length() - 1).split(", (?=[a-z_]+[.])", -1)));
  }
}
