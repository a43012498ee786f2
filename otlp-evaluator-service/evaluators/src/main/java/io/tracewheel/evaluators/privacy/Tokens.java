// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.List;

/** Keys and tokens that begin with letters of their issuer's choice. */
final class Tokens {
  /** Characters that the rest of a token is made of. */
  enum Rest {
    UPPER,
    WORD,
    ALPHANUMERIC,
    DASHES,
    DOTS,
    PATH
  }

  /**
   * One form.
   *
   * @param prefix as it is written, case and all
   * @param least number of characters after it
   * @param most number of characters after it
   */
  record Form(PrivateType type, String prefix, Rest rest, int least, int most) {}

  /** Longer than any; it bounds how far one prefix looks. */
  private static final int ANY = 512;

  /** As their issuers describe them, 2025. Lengths are lower bounds where issuers change them. */
  static final List<Form> FORMS =
      List.of(
          new Form(PrivateType.AWS_ACCESS_KEY, "AKIA", Rest.UPPER, 16, 16),
          new Form(PrivateType.AWS_ACCESS_KEY, "ASIA", Rest.UPPER, 16, 16),
          new Form(PrivateType.AWS_ACCESS_KEY, "ABIA", Rest.UPPER, 16, 16),
          new Form(PrivateType.AWS_ACCESS_KEY, "ACCA", Rest.UPPER, 16, 16),
          new Form(PrivateType.GITHUB_TOKEN, "ghp_", Rest.WORD, 36, ANY),
          new Form(PrivateType.GITHUB_TOKEN, "gho_", Rest.WORD, 36, ANY),
          new Form(PrivateType.GITHUB_TOKEN, "ghu_", Rest.WORD, 36, ANY),
          new Form(PrivateType.GITHUB_TOKEN, "ghs_", Rest.WORD, 36, ANY),
          new Form(PrivateType.GITHUB_TOKEN, "ghr_", Rest.WORD, 36, ANY),
          new Form(PrivateType.GITHUB_TOKEN, "github_pat_", Rest.WORD, 60, ANY),
          new Form(PrivateType.GITLAB_TOKEN, "glpat-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xoxb-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xoxp-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xoxa-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xoxr-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xoxs-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "xapp-", Rest.DASHES, 20, ANY),
          new Form(PrivateType.SLACK_TOKEN, "hooks.slack.com/services/", Rest.PATH, 30, ANY),
          new Form(PrivateType.STRIPE_KEY, "sk_live_", Rest.WORD, 16, ANY),
          new Form(PrivateType.STRIPE_KEY, "sk_test_", Rest.WORD, 16, ANY),
          new Form(PrivateType.STRIPE_KEY, "rk_live_", Rest.WORD, 16, ANY),
          new Form(PrivateType.STRIPE_KEY, "rk_test_", Rest.WORD, 16, ANY),
          new Form(PrivateType.STRIPE_KEY, "whsec_", Rest.WORD, 24, ANY),
          new Form(PrivateType.GOOGLE_KEY, "AIza", Rest.DASHES, 35, 35),
          new Form(PrivateType.GOOGLE_KEY, "GOCSPX-", Rest.DASHES, 24, ANY),
          new Form(PrivateType.GOOGLE_KEY, "ya29.", Rest.DOTS, 30, ANY),
          new Form(PrivateType.ANTHROPIC_KEY, "sk-ant-", Rest.DASHES, 24, ANY),
          new Form(PrivateType.OPENAI_KEY, "sk-proj-", Rest.DASHES, 24, ANY),
          new Form(PrivateType.OPENAI_KEY, "sk-svcacct-", Rest.DASHES, 24, ANY),
          new Form(PrivateType.OPENAI_KEY, "sk-admin-", Rest.DASHES, 24, ANY),
          new Form(PrivateType.OPENAI_KEY, "sk-", Rest.ALPHANUMERIC, 40, ANY),
          new Form(PrivateType.SERVICE_TOKEN, "hf_", Rest.ALPHANUMERIC, 30, ANY),
          new Form(PrivateType.SERVICE_TOKEN, "npm_", Rest.ALPHANUMERIC, 36, ANY),
          new Form(PrivateType.SERVICE_TOKEN, "SG.", Rest.DOTS, 40, ANY));

  private Tokens() {}

  /**
   * Where the token of a form ends whose prefix ends at an index; -1 if there is none.
   *
   * @param start of the prefix
   */
  static int end(TextView text, Form form, int start, int prefixEnd) {
    boolean path = form.rest == Rest.PATH;
    if (!path && start > text.floor && text.word(start - 1)) {
      return -1;
    }
    for (int i = 0; i < form.prefix.length(); i++) {
      if (text.at(start + i) != form.prefix.charAt(i)) {
        return -1;
      }
    }
    int end = prefixEnd;
    // Names made of words have neither digits nor letters of both cases; random ones nearly all do.
    boolean digits = form.rest == Rest.UPPER;
    boolean upper = false;
    boolean lower = false;
    while (end - prefixEnd <= form.most && is(form.rest, text.at(end))) {
      int b = text.at(end);
      digits |= TextView.isDigit(b);
      upper |= b >= 'A' && b <= 'Z';
      lower |= b >= 'a' && b <= 'z';
      end++;
    }
    while (end > prefixEnd && (text.at(end - 1) == '.' || text.at(end - 1) == '-')) {
      end--;
    }
    int length = end - prefixEnd;
    boolean all = form.most == ANY || length <= form.most;
    return length >= form.least && all && (digits || (upper && lower)) ? end : -1;
  }

  private static boolean is(Rest rest, int b) {
    boolean alphanumeric = TextView.isLetter(b) || TextView.isDigit(b);
    return switch (rest) {
      case UPPER -> TextView.isDigit(b) || (b >= 'A' && b <= 'Z');
      case ALPHANUMERIC -> alphanumeric;
      case WORD -> alphanumeric || b == '_';
      case DASHES -> alphanumeric || b == '_' || b == '-';
      case DOTS -> alphanumeric || b == '_' || b == '-' || b == '.';
      case PATH -> alphanumeric || b == '/';
    };
  }
}
