"""What has just happened, acted through the product's own actions."""


def act_present(cast, pasts):
    return None
