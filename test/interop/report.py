"""A second client, written from docs/protocol.md alone: takes part in the open round with a given delta.

    python3 report.py AGGREGATOR HELPER SHOP < delta.json     (a JSON list of numbers, as many as the task says)

Needs Python 3.9 and the package `cryptography` (Debian: python3-cryptography).
"""
import hashlib
import hmac
import json
import math
import secrets
import struct
import sys
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SEED_BYTES = 32
TAIL = 3.7


def get_json(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


# Canonical JSON (RFC 8785): sorted keys, no spaces, numbers as JavaScript writes them.


def canonical(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value):
    """Shortest digits that read back the same, plain from 1e-6 to below 1e21."""
    mantissa, _, exponent = f"{value!r}e0".partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent.split("e")[0]) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    scale = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + scale


def verified(message, public_key):
    """The body of a signed message; raises InvalidSignature."""
    if message["publicKey"] != public_key:
        raise SystemExit("signed by another key than the board's")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    key.verify(bytes.fromhex(message["signature"]), canonical(message["body"]).encode())
    return message["body"]


# HKDF (RFC 5869), the key stream, and HPKE base mode (RFC 9180) with X25519, HKDF-SHA256 and AES-128-GCM.


def extract(salt, secret):
    return hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()


def expand(key, info, length):
    block, out = b"", b""
    for counter in range(1, 2 + length // 32):
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        out += block
    return out[:length]


def key_stream(seed, label, context, length):
    derived = expand(extract(context, seed), label.encode(), 32)
    cipher = Cipher(algorithms.AES(derived[:16]), modes.CTR(derived[16:])).encryptor()
    return cipher.update(bytes(length)) + cipher.finalize()


def hpke_seal(public_key, info, associated, plain):
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x01"

    def labeled_extract(suite_id, salt, label, secret):
        return extract(salt, b"HPKE-v1" + suite_id + label + secret)

    def labeled_expand(suite_id, key, label, context, length):
        return expand(key, struct.pack(">H", length) + b"HPKE-v1" + suite_id + label + context, length)

    own = X25519PrivateKey.generate()
    encapsulated = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    shared = own.exchange(X25519PublicKey.from_public_bytes(public_key))
    context = encapsulated + public_key
    secret = labeled_expand(kem, labeled_extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    context = (
        b"\x00" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info)
    )
    secret = labeled_extract(suite, secret, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, 16)
    nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return encapsulated + AESGCM(key).encrypt(nonce, plain, associated)


# A delta to integers: clip, rotate, round at random.


def rotated(delta, task):
    length = task["paddedLength"]
    bits = key_stream(bytes.fromhex(task["rotationSeed"]), "inkling/rotation/1", b"", -(-length // 8))
    values = delta + [0.0] * (length - len(delta))
    values = [-v if bits[i >> 3] >> (i & 7) & 1 else v for i, v in enumerate(values)]
    half = 1
    while half < length:
        for block in range(0, length, 2 * half):
            for i in range(block, block + half):
                values[i], values[i + half] = values[i] + values[i + half], values[i] - values[i + half]
        half *= 2
    return [v / math.sqrt(length) for v in values]


def integers_of(delta, task):
    if len(delta) != task["sharedParameters"] or not all(map(math.isfinite, delta)):
        raise SystemExit(f"the delta has to be {task['sharedParameters']} finite numbers")
    clip, levels, length = task["maxL2Norm"], task["levels"], task["paddedLength"]
    norm = math.sqrt(sum(v * v for v in delta))
    delta = [v * clip / norm for v in delta] if norm > clip else delta
    step, limit = clip / (levels * math.sqrt(length)), math.floor(TAIL * levels)
    scaled = [max(-limit, min(limit, v / step)) for v in rotated(delta, task)]
    longest = levels * math.sqrt(length)
    bound = math.sqrt(longest**2 + length / 4 + longest + math.sqrt(length) / 2)
    source = secrets.SystemRandom()
    while True:
        whole = [math.floor(v) + (source.random() < v - math.floor(v)) for v in scaled]
        if math.sqrt(sum(v * v for v in whole)) <= bound:
            return whole


def packed(words, bits):
    together = 0
    for i, word in enumerate(words):
        together |= word << (i * bits)
    return together.to_bytes(len(words) * bits // 8, "little")


def unpacked(data, length, bits):
    together = int.from_bytes(data, "little")
    return [together >> (i * bits) & ((1 << bits) - 1) for i in range(length)]


def report_of(task, delta, helper_key):
    bits, length = task["ringBits"], task["paddedLength"]
    header = b"INKR" + bytes([1, bits, 1, 0]) + struct.pack("<I", length) + secrets.token_bytes(16)
    header += hashlib.sha256(canonical(task).encode()).digest() + bytes.fromhex(task["release"])
    header += struct.pack("<Q", task["expiresAtMs"])
    seed = secrets.token_bytes(SEED_BYTES)
    mask = unpacked(key_stream(seed, "inkling/mask/1", header, length * bits // 8), length, bits)
    words = [(v + m) % 2**bits for v, m in zip(integers_of(delta, task), mask)]
    body = header + hpke_seal(helper_key, b"inkling/seed/1", header, seed) + packed(words, bits)
    return body + hashlib.sha256(body).digest()


def main(aggregator, helper, shop):
    board = get_json(f"{aggregator}/v1/tasks/{shop}")
    key = board["current"]["publicKey"]
    if verified(board["current"], key)["shop"] != shop or board["task"] is None:
        raise SystemExit("no open round")
    task = verified(board["task"], key)
    helper_key = bytes.fromhex(get_json(f"{helper}/keys")["sealingKey"])
    if hashlib.sha256(helper_key).hexdigest() != task["helperKeyId"]:
        raise SystemExit("the helper does not hold the key that the task names")
    report = report_of(task, [float(v) for v in json.load(sys.stdin)], helper_key)
    headers = {"content-type": "application/octet-stream"}
    request = urllib.request.Request(f"{aggregator}/v1/reports", data=report, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        print(answer.status, json.load(answer)["format"])


if __name__ == "__main__":
    main(*sys.argv[1:4])
