// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The model all-MiniLM-L6-v2 of sentence-transformers, quantized to 8 bits: 384 numbers a text, the
 * mean over its tokens. It takes {@value #WINDOW} tokens at a time, as it was trained; a longer
 * text is cut into windows, and their vectors are averaged, each by its number of tokens.
 *
 * <p>Windows run one by one on one core: the quantization looks at all numbers of a batch, so a
 * text would have another vector in other company. For one thread.
 */
final class MiniLm implements LocalEmbedder.Model {
  /** Tokens of one run, those of beginning and end included. */
  static final int WINDOW = 256;

  /** The model, its form, its window, and the code that cuts and averages. */
  static final String VERSION = "all-minilm-l6-v2-q/256/1";

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private final WordPieces pieces;
  private final OrtEnvironment environment;
  private final OrtSession session;

  /** Loads the model; takes about a second. */
  MiniLm() throws OrtException {
    try (InputStream tokenizer = resource(TOKENIZER);
        InputStream model = resource(MODEL);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      pieces = WordPieces.read(tokenizer);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      environment = OrtEnvironment.getEnvironment();
      session = environment.createSession(model.readAllBytes(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream resource = MiniLm.class.getResourceAsStream(name);
    if (resource == null) {
      throw new IOException("there is no " + name + " on the class path");
    }
    return resource;
  }

  @Override
  public float[] vector(String text) throws OrtException {
    List<Integer> tokens = pieces.of(text);
    double[] sum = {};
    int step = WINDOW - 2;
    for (int from = 0; from == 0 || from < tokens.size(); from += step) {
      List<Integer> window = tokens.subList(from, Math.min(tokens.size(), from + step));
      double[] mean = unit(mean(window));
      if (sum.length == 0) {
        sum = new double[mean.length];
      }
      for (int i = 0; i < mean.length; i++) {
        sum[i] += mean[i] * Math.max(1, window.size());
      }
    }
    double[] unit = unit(sum);
    float[] vector = new float[unit.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) unit[i];
    }
    return vector;
  }

  private double[] mean(List<Integer> window) throws OrtException {
    long[] ids = new long[window.size() + 2];
    ids[0] = WordPieces.BEGIN;
    for (int i = 0; i < window.size(); i++) {
      ids[i + 1] = window.get(i);
    }
    ids[ids.length - 1] = WordPieces.END;
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor input = tensor(ids);
        OnnxTensor mask = tensor(ones);
        OnnxTensor types = tensor(new long[ids.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      float[][] hidden = ((float[][][]) result.get(0).getValue())[0];
      double[] mean = new double[hidden[0].length];
      for (float[] token : hidden) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += token[i] / (double) hidden.length;
        }
      }
      return mean;
    }
  }

  private OnnxTensor tensor(long[] values) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {values});
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    return length == 0 ? vector : Arrays.stream(vector).map(x -> x / length).toArray();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
