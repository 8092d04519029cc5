"""Batches of rows in random order, from a few places of a permutation of very many rows, without making the rest of it.

Sorting random numbers, the common way, orders all n rows where an epoch asks for some: with a million pairs that takes
longer than training on those it draws. A Feistel network with a random key is a bijection on the numbers of a fixed
number of bits, whatever its round function; walking on from what lies beyond n makes it one on 0 … n − 1 (Black,
Rogaway 2002, "Ciphers with arbitrary finite domains").
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Int, PRNGKeyArray, UInt32

ROUNDS = 8


def shuffled_batches(n: int, batch: int, count: int, key: PRNGKeyArray) -> Int[Array, "count size"]:
    """Row numbers of an epoch's batches: passes over n rows in random order, one after the other."""
    size = min(batch, n)
    wanted = count * size
    places = jnp.arange(min(wanted, n))
    passes = jax.random.split(key, -(-wanted // n))
    order = jax.vmap(lambda k: permuted(places, n, k))(passes)
    return order.reshape(-1)[:wanted].reshape(count, size)


def even_batches(n: int, batch: int, key: PRNGKeyArray) -> Int[Array, "count size"]:
    """Row numbers of batches of one size, at most `batch`, in random order: every row, and a few of them twice."""
    count = -(-n // batch)
    size = -(-n // count)
    return permuted(jnp.arange(count * size) % n, n, key).reshape(count, size)


def permuted(places: Int[Array, " m"], n: int, key: PRNGKeyArray) -> Int[Array, " m"]:
    """Which rows stand at the given places, each in 0 … n − 1, of a random permutation of n rows; n < 2^31.

    >>> sorted(permuted(jnp.arange(5), 5, jax.random.key(0)).tolist())
    [0, 1, 2, 3, 4]
    """
    bits = max((n - 1).bit_length(), 2)
    keys = jax.random.bits(key, (ROUNDS,), jnp.uint32)

    def step(number):
        return _feistel(number, bits, keys)

    def walk_on(number):
        return jnp.where(number >= n, step(number), number)

    start = step(places.astype(jnp.uint32))
    return jax.lax.while_loop(lambda number: (number >= n).any(), walk_on, start).astype(jnp.int32)


def _feistel(number: UInt32[Array, " m"], bits: int, keys: UInt32[Array, " rounds"]) -> UInt32[Array, " m"]:
    """A bijection on numbers of `bits` bits: each half in turn is changed by what a hash makes of the other."""
    low_bits = bits // 2
    high, low = number >> low_bits, number & _ones(low_bits)
    for first, second in keys.reshape(-1, 2):
        high = high ^ (_hash(low ^ first) & _ones(bits - low_bits))
        low = low ^ (_hash(high ^ second) & _ones(low_bits))
    return (high << low_bits) | low


def _hash(word: UInt32[Array, " m"]) -> UInt32[Array, " m"]:
    """The finaliser of MurmurHash3 (Appleby, public domain): every bit of the word touches all 32."""
    word = (word ^ (word >> 16)) * jnp.uint32(0x85EBCA6B)
    word = (word ^ (word >> 13)) * jnp.uint32(0xC2B2AE35)
    return word ^ (word >> 16)


def _ones(bits: int) -> UInt32[Array, ""]:
    return jnp.uint32((1 << bits) - 1)
