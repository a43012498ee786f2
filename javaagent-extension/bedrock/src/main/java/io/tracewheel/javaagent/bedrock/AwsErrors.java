// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What answers and exceptions of every AWS service tell. No method throws. */
final class AwsErrors {

  private AwsErrors() {}

  /** The code that the service gave; {@code null} where the exception's class says it best. */
  static @Nullable String type(Throwable error) {
    Throwable cause = cause(error);
    if (!(cause instanceof AwsServiceException)) {
      return null;
    }
    AwsServiceException answered = (AwsServiceException) cause;
    AwsErrorDetails details = answered.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    if (code != null && code.matches("[A-Za-z0-9_.-]{1,64}")) {
      return Character.toUpperCase(code.charAt(0)) + code.substring(1); // small in events only
    }
    return answered.statusCode() > 0 ? Integer.toString(answered.statusCode()) : null;
  }

  /** AWS's own id of a request, from an answer or an exception. */
  static @Nullable String requestId(@Nullable Object answerOrError) {
    try {
      if (answerOrError instanceof AwsResponse) {
        String id = ((AwsResponse) answerOrError).responseMetadata().requestId();
        return "UNKNOWN".equals(id) ? null : id;
      }
      if (answerOrError instanceof Throwable) {
        Throwable cause = cause((Throwable) answerOrError);
        return cause instanceof AwsServiceException
            ? ((AwsServiceException) cause).requestId()
            : null;
      }
      return null;
    } catch (RuntimeException absent) {
      return null;
    }
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
