// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Checksums of addresses of cryptocurrencies. Not thread-safe. */
final class Digests {
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] BECH32_GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final long[] KECCAK_ROUNDS = {
    0x0000000000000001L, 0x0000000000008082L, 0x800000000000808aL, 0x8000000080008000L,
    0x000000000000808bL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
    0x000000000000008aL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000aL,
    0x000000008000808bL, 0x800000000000008bL, 0x8000000000008089L, 0x8000000000008003L,
    0x8000000000008002L, 0x8000000000000080L, 0x000000000000800aL, 0x800000008000000aL,
    0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L
  };
  private static final int[] KECCAK_SHIFTS = {
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
  };
  private static final int[] KECCAK_LANES = {
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
  };

  private final MessageDigest sha256;

  Digests() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static boolean isBase58(int b) {
    return b > 0 && BASE58.indexOf(b) >= 0;
  }

  static boolean isBech32(int b) {
    return b > 0 && BECH32.indexOf(b) >= 0;
  }

  /** Whether 25 bytes in Base58 end with the first four bytes of their double SHA-256. */
  boolean base58Check(byte[] text, int start, int end) {
    byte[] number = new byte[25];
    for (int i = start; i < end; i++) {
      int carry = BASE58.indexOf(text[i]);
      for (int j = 24; j >= 0; j--) {
        carry += 58 * (number[j] & 0xff);
        number[j] = (byte) carry;
        carry >>= 8;
      }
      if (carry != 0) {
        return false;
      }
    }
    if (number[0] != 0 && number[0] != 5) {
      return false;
    }
    sha256.update(number, 0, 21);
    byte[] hash = sha256.digest(sha256.digest());
    for (int i = 0; i < 4; i++) {
      if (hash[i] != number[21 + i]) {
        return false;
      }
    }
    return true;
  }

  /** BIP 173 and 350, with the human-readable part bc. */
  static boolean bech32(byte[] text, int start, int end) {
    int check = 1;
    for (int value : new int[] {3, 3, 0, 2, 3}) { // b and c, spread out
      check = bech32Step(check, value);
    }
    for (int i = start + 3; i < end; i++) {
      check = bech32Step(check, BECH32.indexOf(text[i] | 0x20));
    }
    return check == 1 || check == 0x2bc830a3;
  }

  private static int bech32Step(int check, int value) {
    int top = check >>> 25;
    int next = (check & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < 5; i++) {
      if ((top >> i & 1) != 0) {
        next ^= BECH32_GENERATOR[i];
      }
    }
    return next;
  }

  /** EIP-55: letters are upper case where the hash of the address in lower case says so. */
  static boolean eip55(byte[] text, int start) {
    byte[] hash =
        keccak256(
            new String(text, start, 40, StandardCharsets.US_ASCII)
                .toLowerCase(java.util.Locale.ROOT)
                .getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 40; i++) {
      int b = text[start + i];
      if (TextView.isLetter(b)) {
        int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
        if ((nibble > 7) != (b <= 'Z')) {
          return false;
        }
      }
    }
    return true;
  }

  /** Keccak-256 with the padding of Ethereum, of fewer than 136 bytes. */
  static byte[] keccak256(byte[] message) {
    long[] state = new long[25];
    byte[] block = java.util.Arrays.copyOf(message, 136);
    block[message.length] = 1;
    block[135] |= (byte) 0x80;
    for (int i = 0; i < 136; i++) {
      state[i / 8] ^= (block[i] & 0xffL) << 8 * (i % 8);
    }
    permute(state);
    byte[] hash = new byte[32];
    for (int i = 0; i < 32; i++) {
      hash[i] = (byte) (state[i / 8] >>> 8 * (i % 8));
    }
    return hash;
  }

  private static void permute(long[] a) {
    long[] c = new long[5];
    for (long round : KECCAK_ROUNDS) {
      for (int x = 0; x < 5; x++) {
        c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
      }
      for (int i = 0; i < 25; i++) {
        a[i] ^= c[(i + 4) % 5] ^ Long.rotateLeft(c[(i + 1) % 5], 1);
      }
      long moving = a[1];
      for (int i = 0; i < 24; i++) {
        long next = a[KECCAK_LANES[i]];
        a[KECCAK_LANES[i]] = Long.rotateLeft(moving, KECCAK_SHIFTS[i]);
        moving = next;
      }
      for (int y = 0; y < 25; y += 5) {
        System.arraycopy(a, y, c, 0, 5);
        for (int x = 0; x < 5; x++) {
          a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
      }
      a[0] ^= round;
    }
  }
}
