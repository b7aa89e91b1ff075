import ArgumentParser

/// `retrieve model`: what there is to compare pictures and texts by their meaning with.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Download, list and describe CLIP models.",
        discussion: """
            Models are kept where other tools of Hugging Face's hub keep them and look for them.

            ENVIRONMENT
              HF_TOKEN         a token, for models that are not for everybody
              HF_ENDPOINT      the hub to ask (default: https://huggingface.co)
              HF_HUB_CACHE     where models are kept (default: hub in HF_HOME)
              HF_HOME          (default: ~/.cache/huggingface)
              HF_HUB_OFFLINE   1 forbids using the network
              https_proxy, no_proxy, SSL_CERT_FILE
                               the way to the network, as for other programs

            EXIT STATUS
              0  done
              1  there is no model to list
              2  something could not be read, written or reached
              64 the command line is wrong
            """,
        subcommands: [ModelPullCommand.self, ModelListCommand.self, ModelInfoCommand.self])
}
