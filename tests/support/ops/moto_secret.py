"""A secret that moto's CloudFormation creates: its own knows none. Importing this module is enough."""

from typing import Any

from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel


class Secret(CloudFormationModel):
    """A secret with a name of its own, and no value."""

    def __init__(self, name: str, account: str, region: str) -> None:
        self.physical_resource_id = f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"

    @staticmethod
    def cloudformation_name_type() -> str:
        """Return the property that names a secret."""
        return "Name"

    @staticmethod
    def cloudformation_type() -> str:
        """Return the type in a template."""
        return "AWS::SecretsManager::Secret"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Return whether a template can ask for an attribute."""
        return attr == "Id"

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the attribute, which is the ARN."""
        assert attribute_name == "Id"
        return self.physical_resource_id

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **_: object
    ) -> "Secret":
        """Create the secret of a template."""
        assert "GenerateSecretString" in cloudformation_json["Properties"]
        return cls(resource_name, account_id, region_name)


for _remembered in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
    _remembered.cache_clear()
