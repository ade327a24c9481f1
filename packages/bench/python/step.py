"""The training step in PyTorch or JAX on one thread: reads the task as JSON, writes times and the first losses."""

import base64
import json
import sys
import time
from array import array


def floats(text):
    numbers = array("f")
    numbers.frombytes(base64.b64decode(text))
    return numbers


def with_torch(task):
    import torch

    torch.set_num_threads(task["threads"])

    def tensor(name, *shape):
        return torch.tensor(floats(task[name])).reshape(shape).contiguous()

    x = tensor("images", task["batch"], 784)
    y = torch.tensor(task["labels"])
    params = [tensor("w1", 784, 128), tensor("b1", 128), tensor("w2", 128, 10), tensor("b2", 10)]
    for p in params:
        p.requires_grad_()

    def step():
        w1, b1, w2, b2 = params
        logits = torch.sigmoid(x @ w1 + b1) @ w2 + b2
        loss = torch.nn.functional.cross_entropy(logits, y)
        gradients = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for p, g in zip(params, gradients):
                p -= task["rate"] * g
        return loss.item()

    return step, torch.__version__


def with_jax(task):
    import os

    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax
    import jax.numpy as jnp

    def tensor(name, *shape):
        return jnp.array(floats(task[name])).reshape(shape)

    x = tensor("images", task["batch"], 784)
    y = jax.nn.one_hot(jnp.array(task["labels"]), 10)
    params = [tensor("w1", 784, 128), tensor("b1", 128), tensor("w2", 128, 10), tensor("b2", 10)]

    def loss(p):
        w1, b1, w2, b2 = p
        logits = jax.nn.sigmoid(x @ w1 + b1) @ w2 + b2
        return -(jax.nn.log_softmax(logits) * y).sum() / task["batch"]

    @jax.jit
    def compiled(p):
        value, gradient = jax.value_and_grad(loss)(p)
        return value, [a - task["rate"] * g for a, g in zip(p, gradient)]

    def step():
        nonlocal params
        value, params = compiled(params)
        return float(value)

    return step, jax.__version__


def main():
    peer = {"torch": with_torch, "jax": with_jax}[sys.argv[1]]
    task = json.load(sys.stdin)
    try:
        step, version = peer(task)
    except ImportError:
        print(json.dumps({"missing": True}))
        return
    losses = [step() for _ in range(task["warmUp"])]
    times = []
    for _ in range(task["rounds"]):
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"version": version, "losses": losses, "times": times}))


main()
