// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.JsonSchemaCheck;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.trajectory.Reference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code valid_json}: the answer is one JSON document and nothing else; {@code json_schema}: and it
 * is valid against a schema. An answer that is no document fails both.
 *
 * @param schema null for {@code valid_json}
 * @param source text of the schema, for the version
 * @param fence whether a Markdown code fence around the document is fine
 * @param negate passes when the check does not
 */
record JsonCheck(@Nullable JsonSchemaCheck schema, String source, boolean fence, boolean negate)
    implements TextEvaluator {

  @Override
  public String id() {
    return schema == null ? "valid_json" : "json_schema";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, source + " " + fence + " " + negate);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.PASS_FAIL;
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    JsonNode document = Documents.in(answer, fence);
    if (document == null) {
      return TextVerdict.of(this, negate, "The answer is not one JSON document.");
    }
    if (schema == null) {
      return TextVerdict.of(this, !negate, "The answer is a JSON document.");
    }
    JsonSchemaCheck.Result result = schema.check(document);
    if (result.unscored() != null) {
      return result.unscored();
    }
    return TextVerdict.of(
        this,
        result.valid() != negate,
        negate
            ? "The answer matches the schema."
            : "The answer does not match the schema: " + result.faults() + ".");
  }
}
